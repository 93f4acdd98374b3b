package org.autoequivariant.symmetry;

/** The elements 0…n−1 in classes that are joined one by one: a union–find whose roots are the smallest elements. */
final class Classes {

    private final int[] parent;
    private int count;

    Classes(int size) {
        this.parent = new int[size];
        separate();
    }

    /** Makes every element a class of its own again. */
    void separate() {
        for (int element = 0; element < parent.length; element++) {
            parent[element] = element;
        }
        count = parent.length;
    }

    int count() {
        return count;
    }

    void join(int a, int b) {
        // Most are one class already, and most elements right below their root.
        if (parent[a] != parent[b]) {
            joinRoots(root(a), root(b));
        }
    }

    private void joinRoots(int a, int b) {
        if (a != b) {
            parent[Math.max(a, b)] = Math.min(a, b);
            count--;
        }
    }

    private int root(int element) {
        int root = element;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }

    /** The number of each element's class, from {@code first} on in the order of their smallest elements. */
    int[] numbers(int first) {
        int[] numbers = new int[parent.length];
        int next = first;
        for (int element = 0; element < numbers.length; element++) {
            numbers[element] = parent[element] == element ? next++ : numbers[parent[element]];
        }
        return numbers;
    }
}

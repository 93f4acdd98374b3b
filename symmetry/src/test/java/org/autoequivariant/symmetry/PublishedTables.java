package org.autoequivariant.symmetry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The paper's tables, read in their own order: columns 6…12 of Tables 3, 9 and 10 are not in the order of Table 8, but
 * vertical, left vertical, right vertical, top horizontal, bottom horizontal scramble, rotation scramble, horizontal
 * scramble.
 */
final class PublishedTables {

    private static final List<Integer> SYMMETRY_OF_COLUMN = List.of(1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 6, 7);

    record Row(String dataSet, State state, double millions) {}

    private PublishedTables() {}

    /** Table 3: millions of parameters with no symmetry, then with each alone. */
    static List<Row> singleSymmetries() throws IOException {
        String[] cells = lines("table3-parameters-millions.csv").get(1).split(",");
        List<Row> rows = new java.util.ArrayList<>();
        for (int column = 0; column <= Symmetry.COUNT; column++) {
            State state = column == 0 ? State.EMPTY : State.of(Symmetry.numbered(SYMMETRY_OF_COLUMN.get(column - 1)));
            rows.add(new Row("Eq" + column, state, Double.parseDouble(cells[column + 1])));
        }
        return rows;
    }

    /** Table 9 or 10: the five best states of each data set. */
    static List<Row> topStates(String file) throws IOException {
        return lines(file).stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> new Row(cells[0], state(Arrays.copyOfRange(cells, 1, 13)), Double.parseDouble(cells[13])))
                .toList();
    }

    private static State state(String[] columns) {
        State state = State.EMPTY;
        for (int column = 0; column < columns.length; column++) {
            if (columns[column].equals("1")) {
                state = state.with(Symmetry.numbered(SYMMETRY_OF_COLUMN.get(column)));
            }
        }
        return state;
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = PublishedTables.class.getResourceAsStream("/published/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}

package org.autoequivariant.symmetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.autoequivariant.symmetry.CharacterBasis.Span;

/**
 * The basis in which a tied network's matrices fall into blocks, one for each character of a group E of commuting
 * involutions that the network is equivariant to. A layer that commutes with E maps the part of its input by χ to the
 * part of its output by χ alone; if E acts freely, |E| blocks have 1/|E| of the rows and columns each, and products
 * cost 1/|E| of what they did.
 *
 * <p>With W the tied matrix, p₀ and q₀ first points of orbits, the block of χ is W̃(p₀, q₀) = Σ<sub>g</sub> χ(g)·W(p₀,
 * g·q₀): the transform of the planes W(p₀, g·q₀). Applied to the inputs' parts, weighted by orbit size over |E|, it
 * gives the outputs' parts, because W(g·p, g·q) = W(p, q).
 *
 * <p>E consists of flips, scrambles, half rotations and products of them, as far as the weights, not the state, have
 * them, and acts on the classes of the {@link Quotient}.
 *
 * @param pixels how E acts on the classes of pixels
 * @param hidden1 how it acts on those of the first hidden layer
 * @param hidden2 how it acts on those of the second
 */
public record BlockForm(CharacterBasis pixels, CharacterBasis hidden1, CharacterBasis hidden2) {

    private static final List<NetworkAction> INVOLUTIONS = Stream.of(Symmetry.values())
            .map(symmetry -> NetworkAction.of(symmetry).involution())
            .flatMap(Optional::stream)
            .toList();

    /** More than 2⁴ elements no set of these involutions generates that moves points in pairs. */
    private static final int MOST_INVOLUTIONS = 4;

    /** What it costs to turn a unit's values over a batch into parts, relative to multiplying by a block's element. */
    private static final int UNIT_COST = 5;

    /** What every plane costs, however small. */
    private static final int PLANE_COST = 1_500;

    /** What the products of blocks of one more shape cost, however small. */
    private static final int PRODUCT_COST = 10_000;

    /**
     * Characters from…to−1, all of whose blocks have one shape, so that their products are one batched product.
     *
     * @param pixels the block's rows in the first layer
     * @param hidden1 its columns there, and its rows in the second layer
     * @param hidden2 its columns there
     */
    public record Group(int from, int to, Span pixels, Span hidden1, Span hidden2) {

        /** Number of blocks. */
        public int count() {
            return to - from;
        }

        private boolean fits(int character, BlockForm form) {
            return pixels.equals(form.pixels.span(character))
                    && hidden1.equals(form.hidden1.span(character))
                    && hidden2.equals(form.hidden2.span(character));
        }

        private long elements() {
            return (long) count() * hidden1.size() * (pixels.size() + hidden2.size());
        }
    }

    /** The form that costs least, found by adding the best involution as long as that helps. */
    public static BlockForm of(WeightSharing sharing, Quotient quotient) {
        List<NetworkAction> usable = INVOLUTIONS.stream()
                .filter(involution -> involution.preserves(sharing))
                .toList();
        Choice best = Choice.of(List.of(), quotient);
        Optional<Choice> better = Optional.of(best);
        while (better.isPresent()) {
            best = better.get();
            better = best.better(usable, quotient);
        }
        return best.form;
    }

    /** A form by the involutions that generate E, and what it costs. */
    private record Choice(List<NetworkAction> involutions, BlockForm form, long cost) {

        static Choice of(List<NetworkAction> involutions, Quotient quotient) {
            BlockForm form = BlockForm.of(involutions, quotient);
            return new Choice(involutions, form, form.cost());
        }

        /** The best with one involution more, if it costs less. */
        Optional<Choice> better(List<NetworkAction> usable, Quotient quotient) {
            if (involutions.size() == MOST_INVOLUTIONS) {
                return Optional.empty();
            }
            return usable.stream()
                    .filter(another -> !involutions.contains(another)
                            && involutions.stream().allMatch(another::commutesWith))
                    .map(another -> of(
                            Stream.concat(involutions.stream(), Stream.of(another))
                                    .toList(),
                            quotient))
                    .min(Comparator.comparingLong(Choice::cost))
                    .filter(choice -> choice.cost < cost);
        }
    }

    /** The matrices as they are: E has one element. */
    public static BlockForm undivided(Quotient quotient) {
        return of(List.of(), quotient);
    }

    private static BlockForm of(List<NetworkAction> involutions, Quotient quotient) {
        return new BlockForm(
                basis(involutions, NetworkAction::pixels, quotient.pixels()),
                basis(involutions, NetworkAction::hidden, quotient.hidden1()),
                basis(involutions, NetworkAction::hidden, quotient.hidden2()));
    }

    private static CharacterBasis basis(
            List<NetworkAction> involutions, Function<NetworkAction, Permutation> on, UnitClasses classes) {
        return CharacterBasis.of(
                classes.count(),
                involutions.stream().map(on).map(classes::moved).toList());
    }

    /** Elements of all blocks: multiplications it takes to put one image through both tied layers. */
    public long multiplications() {
        return groups().stream().mapToLong(Group::elements).sum();
    }

    /** A rough measure of training time. */
    private long cost() {
        int order = order();
        long weights = (long) order * hidden1.orbits() * (pixels.orbits() + hidden2.orbits());
        long units = (long) order * (pixels.orbits() + hidden1.orbits() + hidden2.orbits());
        int rank = Integer.numberOfTrailingZeros(order);
        return multiplications()
                + weights
                + rank * UNIT_COST * units
                + (long) PLANE_COST * order
                + (long) PRODUCT_COST * groups().size();
    }

    /** |E|: how many planes there are, and how many characters. */
    public int order() {
        return hidden1.order();
    }

    /** All planes as they are, for a layer that E does not commute with. */
    public Group whole() {
        return new Group(0, order(), pixels.span(0), hidden1.span(0), hidden2.span(0));
    }

    /** The blocks, by character; characters that no orbit has are left out. */
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= order(); to++) {
            Group group = new Group(from, to, pixels.span(from), hidden1.span(from), hidden2.span(from));
            if (to == order() || !group.fits(to, this)) {
                if (group.elements() > 0) {
                    groups.add(group);
                }
                from = to;
            }
        }
        return List.copyOf(groups);
    }
}

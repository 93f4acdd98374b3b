package org.autoequivariant.local.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.symmetry.State;

/**
 * Accuracy over the states a search visited, as Figures 9 and 10 draw it: the rolling mean, and the mean for every
 * value of ε as steps, over the dense baseline.
 */
final class EpsilonPlot {

    /** States the rolling mean is over. */
    private static final int WINDOW = 60;

    /** Where the values of ε are written, in percent above the axis. */
    private static final double LABEL_HEIGHT = 2;

    private static final Color LINE = new Color(0x1F4E79);
    private static final Color STEPS = new Color(0x9DC3E6);
    private static final Color BASELINE = new Color(0xC0504D);

    private final XYChart chart;

    private EpsilonPlot(XYChart chart) {
        this.chart = chart;
    }

    /**
     * One newly visited state.
     *
     * @param percent mean accuracy of the steps since the state visited before it, this one included
     * @param epsilon with which it was reached
     */
    private record Visit(double percent, double epsilon) {}

    /** @param steps rewards of the search's steps, in order */
    static EpsilonPlot of(SearchStatus search, List<Reward> steps) {
        List<Visit> visits = visits(steps);
        XYChart chart = new XYChartBuilder()
                .width(1000)
                .height(560)
                .title("Deep Q-learning on " + search.settings().dataSet())
                .xAxisTitle("states visited (ε along the axis)")
                .yAxisTitle("validation accuracy (%)")
                .build();
        style(chart.getStyler());
        if (!visits.isEmpty()) {
            steps(chart, visits);
            rollingMean(chart, visits);
            search.baseline()
                    .ifPresent(baseline -> line(
                            chart,
                            "dense baseline",
                            List.of(1d, (double) Math.max(2, visits.size())),
                            List.of(100 * baseline, 100 * baseline),
                            BASELINE));
        }
        return new EpsilonPlot(chart);
    }

    private static List<Visit> visits(List<Reward> steps) {
        Set<State> seen = new HashSet<>();
        List<Visit> visits = new ArrayList<>();
        SummaryStatistics since = new SummaryStatistics();
        for (Reward reward : steps) {
            if (reward instanceof Reward.Rewarded rewarded) {
                since.addValue(100 * rewarded.accuracy());
                if (seen.add(rewarded.nextState())) {
                    visits.add(new Visit(since.getMean(), rewarded.epsilon()));
                    since.clear();
                }
            }
        }
        return visits;
    }

    private static void steps(XYChart chart, List<Visit> visits) {
        Map<Double, List<Integer>> byEpsilon = new LinkedHashMap<>();
        for (int i = 0; i < visits.size(); i++) {
            byEpsilon
                    .computeIfAbsent(visits.get(i).epsilon(), e -> new ArrayList<>())
                    .add(i);
        }
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        double floor = 10
                * Math.floor(visits.stream().mapToDouble(Visit::percent).min().orElseThrow() / 10);
        chart.getStyler().setYAxisMin(floor);
        double label = floor + LABEL_HEIGHT;
        byEpsilon.forEach((epsilon, indices) -> {
            double mean = indices.stream()
                    .mapToDouble(i -> visits.get(i).percent())
                    .average()
                    .orElseThrow();
            double from = indices.get(0) + 1d;
            double to = indices.get(indices.size() - 1) + 1d;
            x.addAll(List.of(from, to));
            y.addAll(List.of(mean, mean));
            chart.addAnnotation(new AnnotationText(String.valueOf(epsilon), (from + to) / 2, label, false));
        });
        XYSeries series = chart.addSeries("mean per ε", x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(STEPS);
        series.setFillColor(new Color(STEPS.getRed(), STEPS.getGreen(), STEPS.getBlue(), 90));
    }

    private static void rollingMean(XYChart chart, List<Visit> visits) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < visits.size(); i++) {
            sum += visits.get(i).percent();
            if (i >= WINDOW) {
                sum -= visits.get(i - WINDOW).percent();
            }
            x.add(i + 1d);
            y.add(sum / Math.min(i + 1, WINDOW));
        }
        line(chart, "rolling mean of " + WINDOW, x, y, LINE);
    }

    private static void line(XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(2f));
    }

    private static void style(org.knowm.xchart.style.XYStyler styler) {
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(0xE5E5E5));
        styler.setPlotBorderVisible(false);
        styler.setYAxisMax(100d);
        styler.setAnnotationTextFontColor(Color.DARK_GRAY);
    }

    void write(Path file) throws IOException {
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}

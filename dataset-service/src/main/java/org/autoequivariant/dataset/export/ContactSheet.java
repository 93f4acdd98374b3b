package org.autoequivariant.dataset.export;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.dataset.idx.LabelledImages;

/** Samples of an augmented data set as a picture, a row per class (as Figures 5 to 8). */
public final class ContactSheet {

    private static final int CLASSES = 10;
    private static final int COLUMNS = 12;
    private static final int SIDE = 28;
    private static final int SCALE = 2;
    private static final int CELL = SIDE * SCALE + 6;
    private static final int LEFT = 110;
    private static final int TOP = 76;
    private static final int LINE = 14;

    private static final List<String> ITEMS = List.of(
            "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private ContactSheet() {}

    /** @return a PNG */
    public static byte[] draw(DataSetName name, LabelledImages images) {
        BufferedImage sheet =
                new BufferedImage(LEFT + COLUMNS * CELL + 12, TOP + CLASSES * CELL + 12, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        graphics.drawString(name.toString(), 12, 22);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        drawWrapped(graphics, name.augmentation().names(), sheet.getWidth() - 24);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        for (int label = 0; label < CLASSES; label++) {
            int y = TOP + label * CELL;
            graphics.drawString(title(name.family(), label), 12, y + CELL / 2 + 4);
            List<byte[]> samples = samples(images, label);
            for (int column = 0; column < samples.size(); column++) {
                graphics.drawImage(
                        image(samples.get(column)), LEFT + column * CELL, y, SIDE * SCALE, SIDE * SCALE, null);
            }
        }
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(sheet, "png", png);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return png.toByteArray();
    }

    private static void drawWrapped(Graphics2D graphics, String names, int width) {
        int y = 22 + LINE + 2;
        String line = "";
        for (String name : names.split(",")) {
            String longer = line.isEmpty() ? name : line + ", " + name;
            if (graphics.getFontMetrics().stringWidth(longer) > width) {
                graphics.drawString(line + ",", 12, y);
                y += LINE;
                longer = name;
            }
            line = longer;
        }
        graphics.drawString(line, 12, y);
    }

    private static String title(DataSetName.Family family, int label) {
        return switch (family) {
            case G_MNIST -> String.valueOf(label);
            case G_FASHION_MNIST -> ITEMS.get(label);
        };
    }

    private static List<byte[]> samples(LabelledImages images, int label) {
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < images.size() && samples.size() < COLUMNS; i++) {
            if (images.labels()[i] == label) {
                samples.add(images.pixels()[i]);
            }
        }
        return samples;
    }

    private static BufferedImage image(byte[] pixels) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
        return image;
    }
}

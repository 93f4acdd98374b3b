package org.autoequivariant.tests.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority of one's own and the certificate it signed for the servers of this machine, in PEM files.
 *
 * @param authority what clients trust
 * @param certificate the servers'
 * @param key its key
 * @param identity both in one file, as Kafka wants them
 * @param store all of it as a Java key store
 */
record Certificates(Path authority, Path certificate, Path key, Path identity, Path store) {

    static final String SERVER = "CN=aen-servers";

    /** Of a store that nobody keeps. */
    static final String STORE_PASSWORD = "changeit";

    static Certificates in(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        Path request = folder.resolve("server.csr");
        Path signed = folder.resolve("server.crt");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-alias", "authority", "-dname", "CN=aen-test", "-ext", "bc:c");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-alias", "server", "-dname", SERVER);
        keytool(store, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(
                store,
                "-gencert",
                "-alias",
                "authority",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString());
        keytool(store, "-importcert", "-alias", "server", "-file", signed.toString());

        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        Key key = keys.getKey("server", STORE_PASSWORD.toCharArray());
        String certificate = pem("CERTIFICATE", keys.getCertificate("server"));
        String privateKey = pem("PRIVATE KEY", key.getEncoded());
        return new Certificates(
                Files.writeString(folder.resolve("ca.pem"), pem("CERTIFICATE", keys.getCertificate("authority"))),
                Files.writeString(folder.resolve("server.pem"), certificate),
                Files.writeString(folder.resolve("server-key.pem"), privateKey),
                Files.writeString(folder.resolve("server-identity.pem"), privateKey + certificate),
                store);
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-noprompt", "-keystore", store.toString(), "-storepass:env", "STORE_PASSWORD"));
        Path log = store.resolveSibling("keytool.log");
        ProcessBuilder keytool =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        keytool.environment().put("STORE_PASSWORD", STORE_PASSWORD);
        if (keytool.start().waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + Files.readString(log));
        }
    }

    private static String pem(String label, Certificate certificate) throws GeneralSecurityException {
        return pem(label, certificate.getEncoded());
    }

    private static String pem(String label, byte[] content) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}

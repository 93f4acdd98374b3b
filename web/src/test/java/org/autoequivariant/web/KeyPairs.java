package org.autoequivariant.web;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** An identity provider's keys: the service knows the public one, the test signs with the private one. */
public final class KeyPairs implements QuarkusTestResourceLifecycleManager {

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    @Override
    public Map<String, String> start() {
        KeyPair keys = generate();
        return Map.of(
                "quarkus.oidc.public-key", text(keys.getPublic().getEncoded()),
                "smallrye.jwt.sign.key", text(keys.getPrivate().getEncoded()));
    }

    private static String text(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    @Override
    public void stop() {
        // Nothing runs.
    }
}

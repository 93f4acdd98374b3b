package org.autoequivariant.cache.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Where Redis is and how to be let in, checked: what cannot work is refused in words that never quote a password.
 *
 * @param host name or address
 * @param port its port
 * @param user empty for Redis's default user
 * @param password empty where none is needed
 * @param database number of the database
 * @param tls whom to trust; empty for no TLS
 * @param timeout for connecting and for each answer
 */
public record RedisAccess(
        String host,
        int port,
        Optional<String> user,
        Optional<String> password,
        int database,
        Optional<SslOptions> tls,
        Duration timeout) {

    private static final String STORE_TYPE = "PKCS12";
    /** Certificates are public; the store's form wants a password all the same. */
    private static final char[] NO_SECRET = "public".toCharArray();

    private static final String EXAMPLE =
            "aen.redis.url must be like redis://127.0.0.1:6379 or rediss://user@host:6379: ";

    /**
     * @param url {@code redis://user:password@host:port/database}, or {@code rediss} for TLS
     * @param password if {@code url} holds none
     * @param authority file with the PEM certificates of those who may have signed the server's; the Java runtime's if
     *     empty
     * @param timeout for connecting and for each answer
     * @throws IllegalArgumentException naming the setting that cannot work
     */
    public static RedisAccess of(String url, Optional<String> password, Optional<Path> authority, Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("aen.redis.timeout must be between 1ms and 1m, not " + timeout);
        }
        URI uri = parse(url);
        String userInfo = Optional.ofNullable(uri.getUserInfo()).orElse("");
        int colon = userInfo.indexOf(':');
        Optional<String> user = filled(colon < 0 ? userInfo : userInfo.substring(0, colon));
        Optional<String> inUrl = filled(colon < 0 ? "" : userInfo.substring(colon + 1));
        if (inUrl.isPresent() && password.isPresent()) {
            throw new IllegalArgumentException(
                    "the password of Redis is both in aen.redis.url and in aen.redis.password; leave it out of the URL");
        }
        Optional<String> secret = inUrl.or(() -> password);
        if (user.isPresent() && secret.isEmpty()) {
            throw new IllegalArgumentException("aen.redis.url names the user " + user.get()
                    + " but there is no password; set aen.redis.password, best from a file");
        }
        HostAndPort address = JedisURIHelper.getHostAndPort(uri);
        return new RedisAccess(
                address.getHost(),
                address.getPort(),
                user,
                secret,
                database(uri),
                tls(JedisURIHelper.isRedisSSLScheme(uri), authority),
                timeout);
    }

    private static URI parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            // Neither the URL nor the cause is quoted: they may hold a password.
            throw new IllegalArgumentException(EXAMPLE + "it is no URL; a password in it must be percent-encoded");
        }
        if (!JedisURIHelper.isValid(uri)) {
            throw new IllegalArgumentException(EXAMPLE + "it must have a scheme (redis or rediss), a host and a port");
        }
        return uri;
    }

    private static int database(URI uri) {
        try {
            return JedisURIHelper.getDBIndex(uri);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(EXAMPLE + "what follows the port must be the number of a database", e);
        }
    }

    private static Optional<SslOptions> tls(boolean wanted, Optional<Path> authority) {
        if (!wanted && authority.isPresent()) {
            throw new IllegalArgumentException(
                    "aen.redis.ca is set but aen.redis.url is not for TLS; let it start with rediss://");
        }
        if (!wanted) {
            return Optional.empty();
        }
        SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
        authority.map(RedisAccess::trusting).ifPresent(store -> options.trustStoreType(STORE_TYPE)
                .truststore(() -> new ByteArrayInputStream(store), NO_SECRET));
        return Optional.of(options.build());
    }

    /** The authority's certificates in the form Jedis reads. */
    private static byte[] trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new CertificateException("it holds none");
            }
            KeyStore store = KeyStore.getInstance(STORE_TYPE);
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, NO_SECRET);
            return bytes.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "aen.redis.ca must be a file of PEM certificates; " + authority + " cannot be used: " + e, e);
        }
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(present -> !present.isEmpty());
    }

    HostAndPort address() {
        return new HostAndPort(host, port);
    }

    JedisClientConfig clientConfig() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .timeoutMillis(Math.toIntExact(timeout.toMillis()))
                .database(database)
                // A name for the list of clients is not worth a right of its own.
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        user.ifPresent(config::user);
        password.ifPresent(config::password);
        tls.ifPresent(config::sslOptions);
        return config.build();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (tls.isPresent() ? "rediss://" : "redis://")
                + user.map(name -> name + "@").orElse("")
                + host + ":" + port + "/" + database;
    }
}

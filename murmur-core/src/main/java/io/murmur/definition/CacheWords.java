package io.murmur.definition;

import io.murmur.definition.yaml.Secret;
import io.murmur.definition.yaml.Secrets;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The words about a cache. */
final class CacheWords {

  private static final Set<String> SCHEMES = Set.of("valkey", "valkeys", "redis", "rediss");

  private static final Word<URI> URI_WORD =
      Word.required(
          "uri",
          Shapes.checked(Shapes.text(), CacheWords::address),
          "valkey://host[:port][/database], or valkeys for TLS; user and password have words of"
              + " their own.");

  private static final Word<String> USER = Word.optional("user", Shapes.text(), "Who connects.");

  private static final Word<Secret> PASSWORD =
      Word.optional(
          "password", Secrets.secret(), "From a variable or a file; never written here itself.");

  private static final Word<String> NAMESPACE =
      Word.optional(
          "namespace",
          Shapes.text(),
          "Which table's values these are; the table's name unless said. A table that was deleted"
              + " and created again needs another one.");

  private static final Word<Duration> MAX_AGE =
      Word.optional(
          "max-age",
          Shapes.duration(Duration.ofSeconds(1)),
          "How long an entry is kept after it was put; an hour unless said.");

  private static final Word<Duration> TIMEOUT =
      Word.optional(
          "timeout",
          Shapes.duration(Duration.ofMillis(1)),
          "How long a call may take; 500ms unless said.");

  private static final Words WORDS =
      Words.of("cache", URI_WORD, USER, PASSWORD, NAMESPACE, MAX_AGE, TIMEOUT);

  private CacheWords() {}

  /** A cache whose namespace may be the table's name, which is not known here. */
  record Draft(Section section, CacheSettings settings, boolean namespaceGiven) {

    CacheSettings of(String table) {
      return namespaceGiven
          ? settings
          : new CacheSettings(
              settings.uri(),
              settings.user(),
              settings.password(),
              table,
              settings.maxAge(),
              settings.timeout());
    }
  }

  static Shape<Draft> shape() {
    return Shapes.section(WORDS, CacheWords::read);
  }

  private static Optional<Draft> read(Section section) {
    Optional<URI> uri = section.get(URI_WORD);
    Optional<String> user = section.get(USER);
    Optional<Secret> password = section.get(PASSWORD);
    Optional<String> namespace = section.get(NAMESPACE);
    Optional<Duration> maxAge = section.get(MAX_AGE);
    Optional<Duration> timeout = section.get(TIMEOUT);
    if (section.has(USER) && !section.has(PASSWORD)) {
      section.problem(USER, "a user needs a password: say 'password'");
    }
    if (maxAge.isPresent() && maxAge.get().toMillisPart() != 0) {
      section.problem(MAX_AGE, "must be a whole number of seconds");
    }
    return uri.map(
        address ->
            new Draft(
                section,
                new CacheSettings(address, user, password, namespace.orElse(""), maxAge, timeout),
                namespace.isPresent()));
  }

  /** Never says what was written: there may be a password in it. */
  private static URI address(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Without what it says, which is the address.
      throw (IllegalArgumentException)
          new IllegalArgumentException(notAnAddress()).initCause(e.getCause());
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "must not have a user or a password in it: say 'user' and 'password' beside it");
    }
    if (uri.getHost() == null || !SCHEMES.contains(String.valueOf(uri.getScheme()))) {
      throw new IllegalArgumentException(notAnAddress());
    }
    return uri;
  }

  private static String notAnAddress() {
    return "must be an address such as valkey://localhost:6379, or valkeys://… for TLS";
  }
}

package dev.ficus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.boot.FicusProperties;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.routefile.Placeholders;
import dev.ficus.gateway.routefile.Reading;
import dev.ficus.gateway.routefile.RouteFileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the manifests and the composition say agrees with itself and with the gateway. */
class DeployFilesTest {

  private static final Path KUBERNETES = Path.of("../deploy/kubernetes");

  private static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(Files.readString(file))) {
      documents.add(JsonMapper.shared().valueToTree(document));
    }
    return documents;
  }

  private static JsonNode deployment() throws IOException {
    return documents(KUBERNETES.resolve("deployment.yaml")).getFirst().path("spec");
  }

  private static JsonNode pod() throws IOException {
    return deployment().at("/template/spec");
  }

  private static JsonNode gateway() throws IOException {
    return pod().at("/containers/0");
  }

  private static Stream<JsonNode> all(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** As the gateway would understand the container's environment. */
  private static FicusProperties properties() throws IOException {
    Map<String, Object> variables = new HashMap<>();
    all(gateway().path("env"))
        .filter(variable -> variable.has("value"))
        .forEach(its -> variables.put(its.path("name").asString(), its.path("value").asString()));
    MockEnvironment environment = new MockEnvironment();
    environment
        .getPropertySources()
        .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
    return Binder.get(environment).bindOrCreate("ficus", Bindable.of(FicusProperties.class));
  }

  @Test
  void aPodHasTheTimeToEndWell() throws IOException {
    FicusProperties.Shutdown shutdown = properties().shutdown();
    Duration needed = shutdown.delay().plus(shutdown.grace());
    assertThat(pod().path("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(Math.toIntExact(needed.toSeconds()));
  }

  @Test
  void onePodMayGoAndOneStays() throws IOException {
    JsonNode budget = documents(KUBERNETES.resolve("disruption-budget.yaml")).getFirst();
    assertThat(deployment().path("replicas").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(budget.at("/spec/minAvailable").asInt())
        .isLessThan(deployment().path("replicas").asInt());
  }

  @Test
  void everythingSelectsThePods() throws IOException {
    JsonNode labels = deployment().at("/template/metadata/labels");
    assertThat(deployment().at("/selector/matchLabels")).isEqualTo(labels);
    assertThat(
            documents(KUBERNETES.resolve("disruption-budget.yaml"))
                .getFirst()
                .at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
    assertThat(
            documents(KUBERNETES.resolve("network-policy.yaml"))
                .getFirst()
                .at("/spec/podSelector/matchLabels"))
        .isEqualTo(labels);
    for (JsonNode service : documents(KUBERNETES.resolve("service.yaml"))) {
      assertThat(service.at("/spec/selector")).isEqualTo(labels);
    }
  }

  @Test
  void probesAskTheManagementPort() throws IOException {
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      JsonNode get = gateway().path(probe).path("httpGet");
      assertThat(get.path("port").asString()).isEqualTo("management");
      assertThat(get.path("path").asString()).startsWith("/actuator/health/");
    }
  }

  @Test
  void whatIsMountedIsThereAndReadByTheGateway() throws IOException {
    TreeSet<String> volumes = new TreeSet<>();
    all(pod().path("volumes")).forEach(volume -> volumes.add(volume.path("name").asString()));
    TreeSet<String> mounted = new TreeSet<>();
    TreeSet<String> paths = new TreeSet<>();
    all(gateway().path("volumeMounts"))
        .forEach(
            mount -> {
              mounted.add(mount.path("name").asString());
              paths.add(mount.path("mountPath").asString());
            });
    assertThat(mounted).isEqualTo(volumes);
    assertThat(paths)
        .contains(properties().routes().dir().toString(), properties().dataDir().toString());
  }

  @Test
  void theKustomizationNamesFilesThatAreThere() throws IOException {
    JsonNode kustomization = documents(KUBERNETES.resolve("kustomization.yaml")).getFirst();
    all(kustomization.path("resources"))
        .forEach(file -> assertThat(KUBERNETES.resolve(file.asString())).exists());
    assertThat(KUBERNETES.resolve(kustomization.at("/configMapGenerator/0/files/0").asString()))
        .exists();
    assertThat(KUBERNETES.resolve("secret.env.example")).exists();
  }

  @Test
  void theRoutesOfDayOneAreGood() throws IOException {
    byte[] bytes = Files.readAllBytes(KUBERNETES.resolve("routes/routes.yaml"));
    switch (new RouteFileReader(Placeholders.ofProcess()).read("routes.yaml", bytes)) {
      case Reading.Bad bad -> throw new AssertionError(bad.violations());
      case Reading.Good good ->
          assertThat(RouteCompiler.compile(List.of(good.file())).violations()).isEmpty();
    }
  }

  @Test
  void everyServiceOfTheCompositionTellsItsHealthAndMountsWhatIsThere() throws IOException {
    JsonNode services = documents(Path.of("../docker-compose.yml")).getFirst().path("services");
    assertThat(services.propertyNames()).contains("redis", "postgres", "gateway-1", "gateway-2");
    services.forEachEntry(
        (name, service) -> {
          assertThat(service.path("healthcheck").path("test")).as(name).isNotEmpty();
          all(service.path("volumes"))
              .map(JsonNode::asString)
              .filter(volume -> volume.startsWith("./"))
              .forEach(volume -> assertThat(exists(volume.split(":")[0])).as(volume).isTrue());
        });
  }

  private static boolean exists(String path) {
    try {
      return Path.of("..").toRealPath().resolve(path).normalize().toFile().exists();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

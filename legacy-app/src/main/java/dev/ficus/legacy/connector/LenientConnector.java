package dev.ficus.legacy.connector;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Makes Tomcat take the URLs that old clients of the shop send. */
@Component
class LenientConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addEngineValves(new ArrivedHeaders.Keeper());
    factory.addConnectorCustomizers(
        connector -> {
          connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
          connector.setEncodedReverseSolidusHandling(
              EncodedSolidusHandling.PASS_THROUGH.getValue());
          connector.setProperty("relaxedPathChars", "\"<>[]^`{|}");
          connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        });
  }
}

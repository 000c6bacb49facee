package dev.ficus.gateway.accesslog;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.ForwardingListener;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Writes a line for each request to a file that is rolled every day. Lines are written on a thread
 * of their own; if it cannot keep up they are dropped, because no request waits for its own line.
 */
public final class AccessLog implements ForwardingListener, AutoCloseable {

  private final AccessLine line;
  private final Clock clock;
  private final Logger logger;
  private final RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
  private final LineWriter writer;

  /**
   * @param to the file
   * @param keepDays for how many days rolled files are kept
   */
  public AccessLog(LoggerContext context, AccessLine line, Path to, int keepDays, Clock clock) {
    this.line = line;
    this.clock = clock;
    logger = context.getLogger("dev.ficus.access");
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(file);
    rolling.setFileNamePattern(to + ".%d{yyyy-MM-dd}.%i.gz");
    rolling.setMaxFileSize(FileSize.valueOf("1GB"));
    rolling.setMaxHistory(keepDays);
    rolling.start();
    file.setContext(context);
    file.setFile(to.toString());
    file.setEncoder(encoder);
    file.setRollingPolicy(rolling);
    file.start();
    writer = new LineWriter("access-log", this::write);
  }

  private void write(String lines) {
    file.doAppend(
        new LoggingEvent(AccessLog.class.getName(), logger, Level.INFO, lines, null, null));
  }

  @Override
  public void completed(CompletedExchange exchange) {
    writer.add(line.of(exchange, clock.instant()));
  }

  /** How many lines were lost because they came faster than they could be written. */
  public long dropped() {
    return writer.dropped();
  }

  @Override
  public void close() {
    writer.close();
    file.stop();
  }
}

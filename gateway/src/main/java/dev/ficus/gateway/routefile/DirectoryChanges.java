package dev.ficus.gateway.routefile;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for something to happen in a directory. */
final class DirectoryChanges implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryChanges.class);

  private final Path directory;
  private final @Nullable WatchService watcher;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable WatchKey key;

  DirectoryChanges(Path directory) {
    this.directory = directory;
    WatchService service = null;
    try {
      service = directory.getFileSystem().newWatchService();
    } catch (IOException | UnsupportedOperationException e) {
      log.warn("{} is polled only, since it cannot be watched: {}", directory, e.toString());
    }
    this.watcher = service;
  }

  /** Returns at the next event, at the end of the wait, or when closed; a hint and no more. */
  void await(Duration wait) {
    try {
      if (watcher == null || !register()) {
        closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
      WatchKey signalled = watcher.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      if (signalled != null) {
        signalled.pollEvents();
        if (!signalled.reset()) {
          key = null;
        }
      }
    } catch (ClosedWatchServiceException e) {
      closed.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  /** Anew when the directory itself was replaced. */
  private boolean register() {
    if (key != null && key.isValid()) {
      return true;
    }
    try {
      if (watcher != null) {
        key =
            directory.register(
                watcher,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (watcher != null) {
        watcher.close();
      }
    } catch (IOException e) {
      log.debug("watching {} did not end well", directory, e);
    }
  }
}

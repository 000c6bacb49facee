package dev.ficus.legacy.answers;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Turns the refusals of pages into the shop's error page; those of JSON never get this far. */
@Order(1)
@ControllerAdvice(annotations = Controller.class)
class PageAdvice {

  @ExceptionHandler
  void refused(Refusal refusal, HttpServletResponse response) throws IOException {
    HttpStatus status =
        switch (refusal) {
          case Refusal.Invalid invalid -> HttpStatus.BAD_REQUEST;
          case Refusal.NotFound missing -> HttpStatus.NOT_FOUND;
          case Refusal.Conflict conflict -> HttpStatus.CONFLICT;
        };
    response.sendError(status.value());
  }
}

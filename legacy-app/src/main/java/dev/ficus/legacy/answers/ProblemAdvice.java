package dev.ficus.legacy.answers;

import java.util.Objects;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;

/** Turns refusals, and what Spring MVC refuses itself, into the errors of the contract. */
@Order(0)
@RestControllerAdvice(annotations = RestController.class)
class ProblemAdvice {

  @ExceptionHandler
  ResponseEntity<Problem> refused(Refusal refusal) {
    String what = Objects.requireNonNull(refusal.getMessage());
    return switch (refusal) {
      case Refusal.Invalid invalid -> invalid(what);
      case Refusal.NotFound missing -> problem(HttpStatus.NOT_FOUND, "not found", what);
      case Refusal.Conflict conflict -> problem(HttpStatus.CONFLICT, "conflict", what);
    };
  }

  @ExceptionHandler
  ResponseEntity<Problem> unreadable(HttpMessageNotReadableException unreadable) {
    return invalid("the body is not the JSON that was expected");
  }

  /** The tables are the last to know how long a text and how large a number may be. */
  @ExceptionHandler
  ResponseEntity<Problem> unfitting(DataIntegrityViolationException unfitting) {
    return invalid("a value is too long or too large");
  }

  @ExceptionHandler
  ResponseEntity<Problem> mistyped(MethodArgumentTypeMismatchException mistyped) {
    return invalid(mistyped.getName() + " cannot be read: " + mistyped.getValue());
  }

  @ExceptionHandler
  ResponseEntity<Problem> missing(MissingServletRequestParameterException missing) {
    return invalid(missing.getParameterName() + " is missing");
  }

  @ExceptionHandler
  ResponseEntity<Problem> missing(MissingServletRequestPartException missing) {
    return invalid(missing.getRequestPartName() + " is missing");
  }

  private static ResponseEntity<Problem> invalid(String what) {
    return problem(HttpStatus.BAD_REQUEST, "invalid", what);
  }

  private static ResponseEntity<Problem> problem(HttpStatus status, String error, String what) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Problem(error, what));
  }
}

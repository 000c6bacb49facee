package dev.ficus.functions.answers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns refusals, and what Spring MVC refuses itself, into the errors of the contract. */
@RestControllerAdvice
class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  @ExceptionHandler
  ResponseEntity<Refusal.Problem> refused(Refusal refusal) {
    return answer(refusal.status(), refusal.problem());
  }

  @ExceptionHandler
  ResponseEntity<Refusal.Problem> unreadable(HttpMessageNotReadableException unreadable) {
    return refused(Refusal.invalid("the body is not the JSON that was expected"));
  }

  @ExceptionHandler
  ResponseEntity<Refusal.Problem> mistyped(MethodArgumentTypeMismatchException mistyped) {
    return refused(Refusal.invalid(mistyped.getName() + " cannot be read: " + mistyped.getValue()));
  }

  @ExceptionHandler
  ResponseEntity<Refusal.Problem> missing(MissingServletRequestParameterException missing) {
    return refused(Refusal.invalid(missing.getParameterName() + " is missing"));
  }

  /** Also what a function that is not deployed here answers. */
  @ExceptionHandler
  ResponseEntity<Refusal.Problem> unknownPath(NoResourceFoundException unknown) {
    return refused(Refusal.notFound("/" + unknown.getResourcePath()));
  }

  @ExceptionHandler
  ResponseEntity<Refusal.Problem> wrongMethod(HttpRequestMethodNotSupportedException wrong) {
    return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
        .headers(wrong.getHeaders())
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Refusal.Problem("method not allowed", wrong.getMethod()));
  }

  @ExceptionHandler
  ResponseEntity<Refusal.Problem> wrongMediaType(HttpMediaTypeNotSupportedException wrong) {
    return answer(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        new Refusal.Problem("unsupported media type", String.valueOf(wrong.getContentType())));
  }

  /** The columns' own rules are the last ones that a value must follow. */
  @ExceptionHandler
  ResponseEntity<Refusal.Problem> unkeepable(DataIntegrityViolationException unkeepable) {
    return refused(Refusal.invalid("a value is too long or too large"));
  }

  /** Nothing was written, so whoever asked may ask again. */
  @ExceptionHandler({
    CannotCreateTransactionException.class,
    NonTransientDataAccessResourceException.class,
    TransientDataAccessException.class
  })
  ResponseEntity<Refusal.Problem> unreachable(Exception unreachable) {
    log.warn("the database: {}", unreachable.getMessage());
    return refused(Refusal.unavailable("the database is not to be had right now"));
  }

  private static ResponseEntity<Refusal.Problem> answer(
      HttpStatus status, Refusal.Problem problem) {
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(problem);
  }
}

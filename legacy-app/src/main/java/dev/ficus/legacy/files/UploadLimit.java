package dev.ficus.legacy.files;

import dev.ficus.legacy.answers.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;

/** The answer to a file that is too large, which is found out before any controller is chosen. */
@RestControllerAdvice
class UploadLimit {

  @ExceptionHandler(MaxUploadSizeExceededException.class)
  @ResponseStatus(HttpStatus.CONTENT_TOO_LARGE)
  Problem tooLarge() {
    return new Problem("too large", "a file may have 100 MB");
  }
}

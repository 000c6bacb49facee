package dev.ficus.functions.defects;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Plays the slow and the failing function, in front of every function and before its work. */
@Component
class DefectsGate implements HandlerInterceptor, WebMvcConfigurer {

  private final Defects defects;

  DefectsGate(Defects defects) {
    this.defects = defects;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws InterruptedException {
    if (handler instanceof HandlerMethod method) {
      OfFunction of =
          AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), OfFunction.class);
      if (of != null) {
        play(of.value());
      }
    }
    return true;
  }

  private void play(FunctionName function) throws InterruptedException {
    Thread.sleep(defects.delay(function));
    if (defects.failing(function)) {
      throw Refusal.unavailable(function + " fails on purpose");
    }
  }
}

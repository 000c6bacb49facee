package dev.ficus.functions.store;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.host.OfFunction;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Answers for the functions with 503 as long as the shop's tables are not there. */
@Component
class ShopGate implements HandlerInterceptor, WebMvcConfigurer {

  private final ShopTables tables;

  ShopGate(ShopTables tables) {
    this.tables = tables;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && AnnotatedElementUtils.hasAnnotation(method.getBeanType(), OfFunction.class)
        && !tables.present()) {
      throw Refusal.unavailable("the shop's tables are not there yet");
    }
    return true;
  }
}

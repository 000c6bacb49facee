package dev.ficus.cli.tour;

import java.util.List;

/**
 * One scene.
 *
 * @param title a few words
 * @param text what is to be seen
 */
record Scene(String title, String text, List<Step> steps) {

  Scene {
    steps = List.copyOf(steps);
  }

  static Scene of(String title, String text, Step... steps) {
    return new Scene(title, text.strip(), List.of(steps));
  }
}

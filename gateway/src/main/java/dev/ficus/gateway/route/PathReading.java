package dev.ficus.gateway.route;

final class PathReading { private PathReading() {} static String decode(String s) { return s; } }

//! Classes and properties, read from Turtle.

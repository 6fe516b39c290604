extension TreeDescription {
  package var json: String { "" }
}

"""Which refusals a page says in its own form, with what was typed; any other is a page of its own."""

CORRECTABLE = 422  # what can be corrected in the form
TYPED_AGAIN = (409, CORRECTABLE)  # also what has changed meanwhile: the text is shown again as it was typed

/*! Built by tools/web/build.mjs; sources and licences: tools/web, app/static/LICENSES.md */

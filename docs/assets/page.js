// What every page runs, in one module: a script element for each would be a hundredth of all HTML.
import "./folds.js";
import "./source_marks.js";
import "./search/find_box.js";
import "./codes/list_filter.js";
import "./codes/place_amounts.js";
import "./offline.js";

// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A difference is a fact that is not the same on both sides. An element that only one side has counts as
// missing on the other.
type difference struct {
	name           string // of the element
	fact           string // "a" where the element itself is another kind of thing
	here, upstream string // empty: not there
}

// text describes it for `module`: "field number 3 here, 2 in terraform-plugin-go v0.31.0".
func (d difference) text(module string) string {
	switch {
	case d.here == "":
		return fmt.Sprintf("missing here, %s in %s", d.upstream, module)
	case d.upstream == "":
		return fmt.Sprintf("%s here, missing in %s", d.here, module)
	}
	return fmt.Sprintf("%s %s here, %s in %s", d.fact, d.here, d.upstream, module)
}

// differencesOf reports everything that is not equal, sorted by name. It does not also report the contents of
// an element that one side lacks.
func differencesOf(here, upstream map[string]element) []difference {
	names := maps.Clone(here)
	maps.Copy(names, upstream)
	var found []difference
	lacking := ""
	for _, name := range slices.SortedFunc(maps.Keys(names), byPath) {
		if lacking != "" && strings.HasPrefix(name, lacking+".") {
			continue
		}
		ours, isHere := here[name]
		theirs, isUpstream := upstream[name]
		if isHere && isUpstream && ours.kind == theirs.kind {
			found = append(found, differingFacts(name, ours, theirs)...)
			continue
		}
		lacking = name
		d := difference{name: name, fact: "a"}
		if isHere {
			d.here = ours.text()
		}
		if isUpstream {
			d.upstream = theirs.text()
		}
		found = append(found, d)
	}
	return found
}

func differingFacts(name string, ours, theirs element) []difference {
	var found []difference
	for i, f := range ours.facts {
		if other := theirs.facts[i].value; other != f.value {
			found = append(found, difference{name, f.name, f.value, other})
		}
	}
	return found
}

// byPath sorts the contents of an element right after it.
func byPath(a, b string) int {
	return slices.Compare(strings.Split(a, "."), strings.Split(b, "."))
}

// An allowance is an intended difference. `text` is the whole difference, so that any further change is
// reported again.
type allowance struct{ name, text, reason string }

// problemsOf describes the differences without an allowance, and the allowances without a difference, which
// must be deleted.
func problemsOf(found []difference, allowed []allowance, module string) []string {
	used := map[int]bool{}
	var problems []string
	for _, d := range found {
		at := slices.IndexFunc(allowed, func(a allowance) bool {
			return a.name == d.name && a.text == d.text("upstream")
		})
		if at < 0 {
			problems = append(problems, d.name+": "+d.text(module))
		}
		used[at] = true
	}
	for i, a := range allowed {
		if !used[i] {
			problems = append(problems, fmt.Sprintf(
				"%s: allowed.go allows %q, which is not a difference from %s: delete it", a.name, a.text, module))
		}
	}
	return problems
}

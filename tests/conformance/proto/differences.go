// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A difference is a fact that is not the same on both sides; an element that only one side has lacks facts
// on the other.
type difference struct {
	name           string // of the element
	fact           string // "a" where the element itself is another kind of thing
	here, upstream string // empty: not there
}

// text says it of `module`: "field number 3 here, 2 in terraform-plugin-go v0.31.0".
func (d difference) text(module string) string {
	switch {
	case d.here == "":
		return fmt.Sprintf("missing here, %s in %s", d.upstream, module)
	case d.upstream == "":
		return fmt.Sprintf("%s here, missing in %s", d.here, module)
	}
	return fmt.Sprintf("%s %s here, %s in %s", d.fact, d.here, d.upstream, module)
}

// differencesOf reports everything that is not equal, sorted by name. What is inside an element that one
// side lacks is not reported again.
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

// byPath puts what is inside an element right behind it.
func byPath(a, b string) int {
	return slices.Compare(strings.Split(a, "."), strings.Split(b, "."))
}

// An allowance is a difference on purpose. `text` is the whole difference, so that a further change is a
// difference again.
type allowance struct{ name, text, reason string }

// problemsOf makes sentences of the differences that no allowance names, and of the allowances that name
// none: those are to be deleted.
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

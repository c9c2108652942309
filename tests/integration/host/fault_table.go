// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
)

// faultTable is ../faults.json: what can go wrong at the service, and what a user then sees.
// docs/design/faults.md is generated from the same file.
type faultTable struct {
	TimeLimit string                  `json:"time_limit"` // timeouts.read of each read
	Retries   int                     `json:"retries"`    // max_retries of the provider
	Paths     map[string]string       `json:"paths"`
	Places    map[string]string       `json:"places"`
	Outcomes  map[string]faultOutcome `json:"outcomes"`
	Groups    []struct {
		Title string     `json:"title"`
		Rows  []faultRow `json:"rows"`
	} `json:"groups"`
}

type faultOutcome struct {
	What    string `json:"what"`
	Summary string `json:"summary"` // of the diagnostic; empty: the read succeeds
	Retried bool   `json:"retried"`
	Split   bool   `json:"split"`   // reads that shared a call are sent apart
	Final   bool   `json:"final"`   // no further call is made with these credentials
	Lingers bool   `json:"lingers"` // a back-off of up to 16 s may still be under way when it is over
}

// expectation is how one call of a path ends.
type expectation struct {
	Outcome string `json:"outcome"`
	Says    string `json:"says"`  // in the diagnostic's detail
	Calls   int    `json:"calls"` // that go wrong; 0: one, and as many again as are retried
}

type faultRow struct {
	Fault string `json:"fault"`
	What  string `json:"what"`
	Place string `json:"place"` // "plain" when absent
	Limit string `json:"limit"` // timeouts.read of this row
	expectation
	But map[string]*expectation `json:"but"` // for single paths; null: the fault makes no sense there
}

// faultCase is a row on one path.
type faultCase struct {
	path  string
	fault string
	place string
	limit string
	expectation
	faultOutcome
}

func (c faultCase) name() string {
	name := c.path + "/" + c.fault
	if c.place != "plain" && c.place != c.fault {
		name += "@" + c.place
	}
	return name
}

// calls returns the fewest and the most calls that meet the fault. Three reads share a call if they
// arrive in time; otherwise each sends its own.
func (c faultCase) calls(retries int) (fewest, most int) {
	fewest = 1
	if c.Retried {
		fewest += retries
	}
	fewest = max(fewest, c.Calls)
	most = fewest
	if c.path == "batch" {
		most *= 3
		if c.Split {
			most = 5 // all, two and one, one and one
		}
	}
	return fewest, most
}

func readFaultTable(t testing.TB) (table faultTable) {
	t.Helper()
	text, err := os.ReadFile("../faults.json")
	check(t, err)
	check(t, json.Unmarshal(text, &table))
	return table
}

// cases returns all rows on all paths to which they apply.
func (table faultTable) cases(t testing.TB) (all []faultCase) {
	t.Helper()
	for _, group := range table.Groups {
		for _, row := range group.Rows {
			for _, path := range sortedKeys(table.Paths) {
				expected := row.expectation
				if other, found := row.But[path]; found {
					if other == nil {
						continue
					}
					expected = *other
				}
				outcome, found := table.Outcomes[expected.Outcome]
				if !found {
					t.Fatalf("%s: there is no outcome %q", row.Fault, expected.Outcome)
				}
				place := row.Place
				if place == "" {
					place = "plain"
				}
				limit := row.Limit
				if limit == "" {
					limit = table.TimeLimit
				}
				all = append(all, faultCase{path, row.Fault, place, limit, expected, outcome})
			}
		}
	}
	return all
}

// check requires that the table and the fault server have the same faults with the same descriptions.
func (table faultTable) check(t testing.TB, served map[string]map[string]string) {
	t.Helper()
	described := map[string]bool{}
	for _, group := range table.Groups {
		for _, row := range group.Rows {
			for _, path := range sortedKeys(row.But) {
				if _, found := table.Paths[path]; !found {
					t.Errorf("%s: there is no path %q", row.Fault, path)
				}
			}
			what, isFault := served["faults"][row.Fault]
			if words, isPort := served["ports"][row.Fault]; isPort {
				what, isFault = words, true
			}
			if !isFault {
				if _, isPlace := table.Places[row.Fault]; !isPlace {
					t.Errorf("the fault server has no fault %q", row.Fault)
				}
				continue
			}
			ownPlace := row.Place == "" || row.Place == row.Fault
			described[row.Fault] = described[row.Fault] || ownPlace
			if ownPlace && row.What != what {
				t.Errorf("%s: the table says %q, the fault server %q", row.Fault, row.What, what)
			}
		}
	}
	good := []string{"none", "plain", "tls"}
	for _, kind := range []string{"faults", "ports"} {
		for _, name := range sortedKeys(served[kind]) {
			if !described[name] && !slices.Contains(good, name) {
				t.Errorf("the table does not have the fault server's %q (%s)", name, fmt.Sprint(kind))
			}
		}
	}
}

// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// faultTable is ../faults.json: the faults of the service, and what the user then sees. docs/design/faults.md is
// generated from the same file.
type faultTable struct {
	TimeLimit  string                  `json:"time_limit"`  // timeouts.read of each read
	MaxRetries int                     `json:"max_retries"` // of the provider
	Scenarios  map[string]string       `json:"scenarios"`   // which requests meet the fault
	Endpoints  map[string]string       `json:"endpoints"`   // besides the ports of port faults
	Outcomes   map[string]faultOutcome `json:"outcomes"`
	Groups     []struct {
		Title string     `json:"title"`
		Rows  []faultRow `json:"rows"`
	} `json:"groups"`
}

type faultOutcome struct {
	Description  string `json:"description"`
	Summary      string `json:"summary"` // of the diagnostic; empty: the read succeeds
	Retried      bool   `json:"retried"`
	Split        bool   `json:"split"`         // the call that reads share is divided
	Final        bool   `json:"final"`         // the credentials are not used again
	RecoversLate bool   `json:"recovers_late"` // a look-up or a back-off of up to 16 s may outlast the fault
}

// expectation is the result of a read in one scenario.
type expectation struct {
	Outcome     string `json:"outcome"`
	Says        string `json:"says"`        // part of the diagnostic's detail
	Occurrences int    `json:"occurrences"` // at least so many, if the fault also meets other requests or a TLS probe
}

type faultRow struct {
	Fault       string `json:"fault"`
	Description string `json:"description"`
	Endpoint    string `json:"endpoint"`   // "plain" if absent
	TimeLimit   string `json:"time_limit"` // timeouts.read of this row; that of the table if absent
	expectation
	Overrides map[string]*expectation `json:"overrides"` // by scenario; null: the fault does not apply
}

// faultCase is a row in one scenario.
type faultCase struct {
	scenario  string
	fault     string
	endpoint  string
	timeLimit string
	expectation
	faultOutcome
}

func (c faultCase) name() string {
	name := c.scenario + "/" + c.fault
	if c.endpoint != "plain" && c.endpoint != c.fault {
		name += "@" + c.endpoint
	}
	return name
}

// occurrences returns how often the fault occurs, at least and at most. Three reads share a call if they arrive in
// time; otherwise each read has a call of its own.
func (c faultCase) occurrences(maxRetries int) (atLeast, atMost int) {
	atLeast = 1
	if c.Retried {
		atLeast += maxRetries
	}
	atLeast = max(atLeast, c.Occurrences)
	atMost = atLeast
	if c.scenario == "batch" {
		atMost *= 3
		if c.Split {
			atMost = 5 // calls of three reads, of two and one, of one and one
		}
	}
	return atLeast, atMost
}

func readFaultTable(t testing.TB) (table faultTable) {
	t.Helper()
	text, err := os.ReadFile("../faults.json")
	check(t, err)
	check(t, json.Unmarshal(text, &table))
	return table
}

// cases returns every row in every scenario to which it applies.
func (table faultTable) cases(t testing.TB) (all []faultCase) {
	t.Helper()
	for _, group := range table.Groups {
		for _, row := range group.Rows {
			for _, scenario := range sortedKeys(table.Scenarios) {
				expected := row.expectation
				if override, found := row.Overrides[scenario]; found {
					if override == nil {
						continue
					}
					expected = *override
				}
				outcome, found := table.Outcomes[expected.Outcome]
				if !found {
					t.Fatalf("%s: the table does not define the outcome %q", row.Fault, expected.Outcome)
				}
				endpoint := row.Endpoint
				if endpoint == "" {
					endpoint = "plain"
				}
				timeLimit := row.TimeLimit
				if timeLimit == "" {
					timeLimit = table.TimeLimit
				}
				all = append(all, faultCase{scenario, row.Fault, endpoint, timeLimit, expected, outcome})
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
			for _, scenario := range sortedKeys(row.Overrides) {
				if _, found := table.Scenarios[scenario]; !found {
					t.Errorf("%s: the table does not define the scenario %q", row.Fault, scenario)
				}
			}
			description, isFault := served["faults"][row.Fault]
			if ofPort, isPort := served["ports"][row.Fault]; isPort {
				description, isFault = ofPort, true
			}
			if !isFault {
				if _, isEndpoint := table.Endpoints[row.Fault]; !isEndpoint {
					t.Errorf("the fault server has no fault %q", row.Fault)
				}
				continue
			}
			// At another endpoint, the fault has a description of its own.
			isUsual := row.Endpoint == "" || row.Endpoint == row.Fault
			described[row.Fault] = described[row.Fault] || isUsual
			if isUsual && row.Description != description {
				t.Errorf("%s: the table says %q, the fault server %q", row.Fault, row.Description, description)
			}
		}
	}
	withoutFault := []string{"none", "plain", "tls"}
	for _, kind := range []string{"faults", "ports"} {
		for _, name := range sortedKeys(served[kind]) {
			if !described[name] && !slices.Contains(withoutFault, name) {
				t.Errorf("the table does not have %q, which is one of the fault server's %s", name, kind)
			}
		}
	}
}

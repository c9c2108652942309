// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// nameSlack is the time that a loaded machine may add to a look-up.
const nameSlack = 2 * time.Second

// Each case with the provider, glibc and Go, each with a network and name servers of its own. The provider must
// find a name that one of the others finds, as fast as the faster of those that find it. If nobody finds the
// name, the provider must not take longer than the slower of them.
func TestFieldNames(t *testing.T) {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("the times are those of the binary that ships")
	}
	table := readNameTable(t)
	resolver := staticResolver(t)
	seen := make([]map[string]nameResult, len(table.Cases))
	// Not t.Parallel: its limit is meant for tests that use the CPU, and a look-up mostly waits.
	slots := make(chan struct{}, 48)
	var mutex sync.Mutex
	var all sync.WaitGroup
	for i := range table.Cases {
		seen[i] = map[string]nameResult{}
		for _, who := range []string{"ours", "glibc", "go"} {
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				result, err := lookUpInNamespaces(t, i, who, resolver)
				if err != nil {
					result = nameResult{Said: err.Error(), Took: -1}
				}
				mutex.Lock()
				defer mutex.Unlock()
				seen[i][who] = result
			})
		}
	}
	all.Wait()
	for i, c := range table.Cases {
		t.Run(c.What, func(t *testing.T) { c.compare(t, seen[i]) })
	}
	if os.Getenv("CTS_WRITE_GOLDEN") != "" {
		writeNameTable(t, table, seen)
	}
}

func (c nameCase) compare(t *testing.T, seen map[string]nameResult) {
	ours, others := seen["ours"], []nameResult{seen["glibc"], seen["go"]}
	for _, who := range []string{"ours", "glibc", "go"} {
		if seen[who].Took < 0 {
			t.Fatalf("%s: %s", who, seen[who].Said)
		}
		if recorded := c.Recorded[who]; (recorded[:min(5, len(recorded))] == "found") != seen[who].found() {
			t.Errorf("%s: %v, but the table says %q; CTS_WRITE_GOLDEN=1 writes it anew", who, seen[who], recorded)
		}
	}
	t.Logf("ours: %v, glibc: %v, Go: %v", ours, others[0], others[1])
	if !others[0].found() && !others[1].found() {
		if ours.found() {
			if c.Better == "" {
				t.Errorf("only ours finds %v", ours.Addresses)
			}
		} else if slower := max(others[0].Took, others[1].Took); ours.Took > slower+nameSlack {
			t.Errorf("ours took %v, the slower of the others %v", ours.Took, slower)
		} else if !bytes.Contains([]byte(ours.Said), []byte(c.Says)) || c.Says == "" {
			t.Errorf("ours does not say %q: %s", c.Says, ours.Said)
		}
		return
	}
	if !ours.found() {
		t.Fatalf("not found by ours: %s", ours.Said)
	}
	var theirs []string
	quicker := time.Hour
	for _, other := range others {
		theirs = append(theirs, other.Addresses...)
		if other.found() {
			quicker = min(quicker, other.Took)
		}
	}
	if !slices.Contains(theirs, ours.Addresses[0]) {
		t.Errorf("ours connected to %v, the others find %v", ours.Addresses, theirs)
	}
	if ours.Took > quicker+nameSlack {
		t.Errorf("ours took %v, the quicker of the others %v", ours.Took, quicker)
	}
}

func lookUpInNamespaces(t *testing.T, index int, who, resolver string) (result nameResult, err error) {
	file := filepath.Join(t.TempDir(), "result")
	output, err := inNamespaces("TestFieldNames_OneLookUpInNamespaces",
		"FIELD_CASE="+strconv.Itoa(index), "FIELD_WHO="+who, "FIELD_RESOLVER="+resolver, "FIELD_RESULT="+file)
	if err != nil {
		return result, fmt.Errorf("%w\n%s", err, output)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return result, fmt.Errorf("%w\n%s", err, output)
	}
	return result, json.Unmarshal(text, &result)
}

// TestFieldNames_OneLookUpInNamespaces is one look-up of TestFieldNames, which starts it.
func TestFieldNames_OneLookUpInNamespaces(t *testing.T) {
	file := os.Getenv("FIELD_RESULT")
	if file == "" {
		return
	}
	index, err := strconv.Atoi(os.Getenv("FIELD_CASE"))
	check(t, err)
	result := readNameTable(t).Cases[index].lookUp(t, os.Getenv("FIELD_WHO"))
	text, err := json.Marshal(result)
	check(t, err)
	check(t, os.WriteFile(file, text, 0o600))
}

func writeNameTable(t *testing.T, table nameTable, seen []map[string]nameResult) {
	t.Helper()
	for i := range table.Cases {
		table.Cases[i].Recorded = map[string]string{}
		for who, result := range seen[i] {
			table.Cases[i].Recorded[who] = result.String()
		}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	check(t, encoder.Encode(table))
	check(t, os.WriteFile(nameTablePath, text.Bytes(), 0o644))
}

// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"fmt"
	"sync"
	"testing"
)

func TestBatching_64ReadsAtOnceShareCalls(t *testing.T) {
	if _, found := schema(t).Provider.Block.Attributes["batching"]; !found {
		t.Skip("the binary has no batching")
	}
	for _, enabled := range []bool{true, false} {
		t.Run(fmt.Sprintf("enabled %v", enabled), func(t *testing.T) {
			cloud := newStandin(t)
			_, c := connect(t)
			settings := cloud.settings()
			settings["batching"] = object{"enabled": enabled}
			c.configure(settings)
			var group sync.WaitGroup
			for i := range 64 {
				group.Go(func() {
					name := fmt.Sprintf("audit-%02d", i)
					if state, said := c.read(object{"buckets": buckets(name)}); len(said) != 0 || len(results(state)) != 1 {
						t.Errorf("%s: %v, %v", name, state, said)
					}
				})
			}
			group.Wait()
			calls := cloud.log().Counters.Checkbucket
			if enabled && calls > 32 {
				t.Errorf("%d calls for 64 reads: they were not joined", calls)
			}
			if !enabled && calls != 64 {
				t.Errorf("%d calls for 64 reads with batching off", calls)
			}
		})
	}
}

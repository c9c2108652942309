// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Command benchhost starts one provider as Terraform and OpenTofu do, with go-plugin and AutoMTLS,
// and measures what delays a plan. It prints one JSON object: a list of samples for each figure.
//
// One process is one round. To compare two providers, run it for them alternately, because a machine's
// speed varies. No figure includes the start of this program.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

type options struct {
	binary   string
	settings string
	buckets  int
	reads    int
	parallel int
	service  string
	callSize int
}

type samples map[string][]float64

func (s samples) add(figure string, value float64) { s[figure] = append(s[figure], value) }

func (s samples) addSince(figure string, began time.Time) {
	s.add(figure, float64(time.Since(began).Nanoseconds())/1e6)
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "", "the provider")
	flag.StringVar(&o.settings, "settings", "{}", "its provider block, as JSON; what is absent is null")
	flag.IntVar(&o.buckets, "buckets", 1, "buckets of each read")
	flag.IntVar(&o.reads, "reads", 0, "reads, one after the other")
	flag.IntVar(&o.parallel, "parallel", 0, "after them so many reads at once, of a bucket each")
	flag.StringVar(&o.service, "service", "", "http://HOST:PORT, asked by a bare client before each read")
	flag.IntVar(&o.callSize, "call-size", 10000, "buckets of a call of the bare client")
	flag.Parse()
	result, err := measure(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchhost:", err)
		os.Exit(1)
	}
	check := json.NewEncoder(os.Stdout).Encode(result)
	if check != nil {
		os.Exit(1)
	}
}

func measure(o options) (samples, error) {
	result := samples{}
	time.Sleep(afterExit)
	if err := timeLine(o.binary, result); err != nil {
		return nil, fmt.Errorf("handshake: %w", err)
	}
	time.Sleep(afterExit)
	p, err := startProvider(o.binary, result)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	defer p.client.Kill()
	if err := readAll(p, o, result); err != nil {
		return nil, err
	}
	peak, err := peakMemory(p.pid())
	if err != nil {
		return nil, err
	}
	result.add("peak_mib", peak)
	began := time.Now()
	p.client.Kill()
	result.addSince("stop_ms", began)
	return result, nil
}

func readAll(p *provider, o options, result samples) error {
	began := time.Now()
	schemas, err := p.schemas()
	if err != nil {
		return err
	}
	result.addSince("schema_ms", began)
	rss, err := residentMemory(p.pid())
	if err != nil {
		return err
	}
	result.add("rss_schema_mib", rss)
	if o.reads == 0 {
		return nil
	}
	settings := map[string]any{}
	if err := json.Unmarshal([]byte(o.settings), &settings); err != nil {
		return err
	}
	if err := p.configure(schemas.provider.fill(settings)); err != nil {
		return err
	}
	bare, err := newBareClient(o.service, o.buckets, o.callSize)
	if err != nil {
		return err
	}
	request := readRequest(schemas.check.fill(buckets(0, o.buckets)))
	for i := range o.reads {
		if bare != nil {
			took, err := bare.ask()
			if err != nil {
				return fmt.Errorf("bare client: %w", err)
			}
			if i > 0 { // the first one connects
				result.add("service_ms", float64(took.Nanoseconds())/1e6)
			}
		}
		began := time.Now()
		if err := p.read(request); err != nil {
			return err
		}
		if i == 0 {
			result.addSince("first_read_ms", began)
		} else {
			result.addSince("read_ms", began)
		}
	}
	return readAtOnce(p, o, schemas, result)
}

// readAtOnce reads like core: each instance is validated just before it is read.
func readAtOnce(p *provider, o options, schemas *schemas, result samples) error {
	if o.parallel == 0 {
		return nil
	}
	ended := make(chan error)
	began := time.Now()
	for i := range o.parallel {
		go func() {
			request := readRequest(schemas.check.fill(buckets(i, 1)))
			if err := p.validate(request); err != nil {
				ended <- err
				return
			}
			ended <- p.read(request)
		}()
	}
	var failure error
	for range o.parallel {
		if err := <-ended; err != nil {
			failure = err
		}
	}
	result.addSince("parallel_ms", began)
	return failure
}

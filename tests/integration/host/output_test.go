// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// session makes calls of several kinds, including an invalid one, and stops the provider.
func session(t *testing.T, extra ...string) *process {
	t.Helper()
	cloud := newCloud(t)
	p, c := connect(t, extra...)
	c.call("GetProviderSchema", nil)
	c.configure(cloud.settings())
	if _, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Fatalf("read: %v", said)
	}
	c.call("ReadDataSource", message(nil).text(1, checkType).bytes(2, message(nil).bytes(1, []byte{0xc1})))
	c.stop(p)
	return p
}

func TestStdout_HasOnlyTheHandshakeLine(t *testing.T) {
	p := session(t, "TF_LOG=TRACE", "GRPC_VERBOSITY=debug", "GRPC_TRACE=http")
	if n := strings.Count(p.stdout.String(), "\n"); n != 1 {
		t.Errorf("stdout has %d lines: %q", n, p.stdout)
	}
	// What Windows writes for "\n" on a stream that is not binary.
	if strings.Contains(p.stdout.String(), "\r") {
		t.Errorf("stdout has a carriage return: %q", p.stdout)
	}
}

func TestStderr_IsEmptyWithoutLogging(t *testing.T) {
	if p := session(t); p.stderr.String() != "" {
		t.Errorf("stderr: %q", p.stderr)
	}
}

// Terraform panics on a line whose @message, @level or @timestamp is not a string, so each line is
// checked as strictly as by the hosts' parser.
func TestStderr_LogLinesCanBeParsedByHosts(t *testing.T) {
	for name, variable := range map[string]string{
		"TF_LOG": "TF_LOG=TRACE", "TF_LOG_PROVIDER": "TF_LOG_PROVIDER=TRACE",
		"TF_LOG_PROVIDER_CTS": "TF_LOG_PROVIDER_CTS=TRACE", "TF_LOG=JSON logs like TRACE": "TF_LOG=JSON",
	} {
		t.Run(name, func(t *testing.T) {
			p := session(t, variable)
			text := strings.TrimSuffix(p.stderr.String(), "\n")
			if text == "" {
				t.Fatal("nothing is logged")
			}
			for _, line := range strings.Split(text, "\n") {
				checkLogLine(t, line)
			}
		})
	}
}

func checkLogLine(t *testing.T, line string) {
	t.Helper()
	var entry map[string]any
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		t.Errorf("not JSON: %q", line)
		return
	}
	for key, value := range entry {
		if _, isText := value.(string); !isText {
			t.Errorf("%s is a %T in %q", key, value, line)
		}
	}
	stamp, _ := entry["@timestamp"].(string)
	if _, err := time.Parse("2006-01-02T15:04:05.000000Z07:00", stamp); err != nil {
		t.Errorf("timestamp %q: %v", stamp, err)
	}
	if level, _ := entry["@level"].(string); !strings.Contains(" trace debug info warn error ", " "+level+" ") {
		t.Errorf("level %q", level)
	}
	if len(line) > 65_000 {
		t.Errorf("a line of %d bytes is cut by the host", len(line))
	}
}

func TestStderr_LevelsAreHonoured(t *testing.T) {
	for _, c := range []struct {
		variables []string
		levels    []string // of the lines of this session, which logs nothing at INFO or ERROR
	}{
		{[]string{"TF_LOG=TRACE"}, []string{"debug", "trace", "warn"}},
		{[]string{"TF_LOG=DEBUG"}, []string{"debug", "warn"}},
		{[]string{"TF_LOG=INFO"}, []string{"warn"}},
		{[]string{"TF_LOG=WARN"}, []string{"warn"}},
		{[]string{"TF_LOG=ERROR"}, nil},
		{[]string{"TF_LOG=OFF"}, nil},
		{[]string{"TF_LOG=TRACE", "TF_LOG_PROVIDER=DEBUG"}, []string{"debug", "warn"}},
		{[]string{"TF_LOG=ERROR", "TF_LOG_PROVIDER=WARN"}, []string{"warn"}},
		{[]string{"TF_LOG=TRACE", "TF_LOG_PROVIDER=TRACE", "TF_LOG_PROVIDER_CTS=WARN"}, []string{"warn"}},
		{[]string{"TF_LOG=TRACE", "TF_LOG_PROVIDER=TRACE", "TF_LOG_PROVIDER_CTS=ERROR"}, nil},
	} {
		t.Run(strings.Join(c.variables, " "), func(t *testing.T) {
			// A host without protocol 6 gets a warning.
			p := session(t, append(c.variables, "PLUGIN_PROTOCOL_VERSIONS=5")...)
			if got := levelsOf(t, p.stderr.String()); !slices.Equal(got, c.levels) {
				t.Errorf("levels %v, want %v in %s", got, c.levels, p.stderr)
			}
		})
	}
}

// levelsOf returns each level that occurs once, in alphabetical order.
func levelsOf(t *testing.T, log string) []string {
	t.Helper()
	var levels []string
	for line := range strings.Lines(log) {
		var entry struct {
			Level string `json:"@level"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level == "" {
			t.Errorf("no level: %q", line)
		}
		levels = append(levels, entry.Level)
	}
	slices.Sort(levels)
	return slices.Compact(levels)
}

func TestOutput_DoesNotContainTheSecretKey(t *testing.T) {
	p := session(t, "TF_LOG=TRACE")
	if !strings.Contains(p.stderr.String(), "Sending HTTP request") {
		t.Errorf("the signed request is not in the log: %s", p.stderr)
	}
	if strings.Contains(p.stdout.String()+p.stderr.String(), secret) {
		t.Error("the secret key is in the log")
	}
}

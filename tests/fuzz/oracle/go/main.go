// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Runs a fuzz target's operations with go-cty and Go's own library. tests/fuzz/oracle.h describes the
// form of queries and responses.
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"log"
	"os"
)

// An operation takes texts and returns texts, or refuses.
var operations = map[byte]func([]string) ([]string, bool){
	't': typeText,
	'm': msgpackValue,
	'j': jsonValue,
	'd': duration,
	'h': httpDate,
	'u': parsedURL,
	'p': proxy,
}

func readText(in *bufio.Reader) (string, error) {
	var size uint32
	if err := binary.Read(in, binary.LittleEndian, &size); err != nil {
		return "", err
	}
	text := make([]byte, size)
	_, err := io.ReadFull(in, text)
	return string(text), err
}

func readQuery(in *bufio.Reader) (operation byte, texts []string, err error) {
	if operation, err = in.ReadByte(); err != nil {
		return
	}
	count, err := in.ReadByte()
	for ; err == nil && count > 0; count-- {
		var text string
		text, err = readText(in)
		texts = append(texts, text)
	}
	return
}

// What panics here would make a host panic.
func respond(operation byte, texts []string) (verdict byte, results []string) {
	defer func() {
		if recover() != nil {
			verdict, results = '!', nil
		}
	}()
	results, accepted := operations[operation](texts)
	if !accepted {
		return '-', nil
	}
	return '+', results
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	for {
		operation, texts, err := readQuery(in)
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		verdict, results := respond(operation, texts)
		out.Write([]byte{verdict, byte(len(results))})
		for _, text := range results {
			binary.Write(out, binary.LittleEndian, uint32(len(text)))
			out.WriteString(text)
		}
		if err := out.Flush(); err != nil {
			return
		}
	}
}

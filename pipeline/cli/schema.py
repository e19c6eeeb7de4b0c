"""``sightline schema``: the JSON Schema of a site file, for editors that check YAML."""

import argparse
import json

HELP = "print the JSON Schema of a site file, for editors / 输出站点文件的 JSON Schema"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``schema``."""
    parser.description = (
        f"{HELP}\n\nSave it as site.schema.json beside the site file and begin the file with\n"
        "  # yaml-language-server: $schema=site.schema.json"
    )


def run(args: argparse.Namespace) -> int:
    """Print the schema, its fields explained in the language asked for."""
    from pipeline.config.schema import site_schema

    print(json.dumps(site_schema(args.lang), ensure_ascii=False, indent=2))
    return 0

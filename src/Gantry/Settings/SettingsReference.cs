using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Gantry.Settings;

/// <summary>Writes the reference of all settings (docs/operate/configuration.md) from the options records and their documentation comments.</summary>
public static partial class SettingsReference
{
    /// <param name="sections">What to describe.</param>
    /// <param name="documentation">Gives the compiler's documentation file of an assembly.</param>
    public static string Write(IReadOnlyList<SettingsSection> sections, Func<Assembly, XDocument> documentation)
    {
        var text = new StringBuilder("""
            # Configuration

            Written from the options records in the sources by a test (`GANTRY_WRITE_REFERENCE=1 ./gantry test architecture`); do not edit it here.

            Every setting has a default. Later sources win: the configuration file (`gantry.json` in the data folder, or `--config FILE`), the environment, the
            command line (`--set name=value`, and the short forms that `serve --help` lists). All that cannot be used is told at the start, at once, and nothing starts.

            ```json
            { "http": { "port": 8080 }, "dicom": { "aeTitle": "GANTRY", "allowedPeers": ["CT1@10.0.0.0/24"] } }
            ```

            Sizes may end in KB, MB, GB or TB (powers of 1024), durations are `30s`, `5m`, `2h`, `7d` or `01:30:00`, lists in the environment are separated by commas.
            The data folder is `--data DIR` or `GANTRY_DATA` (`./data`); `GANTRY_ADMIN_PASSWORD` is the first administrator's password on a fresh data folder.

            """);
        foreach (SettingsSection section in sections)
        {
            XDocument comments = documentation(section.Options.Assembly);
            object defaults = section.Create();
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Name}\n{Summary(comments, $"T:{section.Options.FullName}")}\n\n| setting | environment | default | meaning |\n| --- | --- | --- | --- |\n");
            foreach (PropertyInfo property in section.Properties)
            {
                string meaning = Summary(comments, $"P:{property.DeclaringType!.FullName}.{property.Name}");
                text.Append(CultureInfo.InvariantCulture, $"| `{section.KeyOf(property)}` | `{section.VariableOf(property)}` | {Default(property.GetValue(defaults))} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Summary(XDocument comments, string member)
    {
        XElement? summary = comments.Descendants("member").FirstOrDefault(m => m.Attribute("name")?.Value == member)?.Element("summary");
        if (summary is null)
        {
            return "";
        }

        foreach (XElement reference in summary.Descendants("see").ToList())
        {
            reference.ReplaceWith(LastPart().Match(reference.Attribute("cref")?.Value ?? "").Value);
        }

        return Space().Replace(summary.Value, " ").Trim();
    }

    private static string Default(object? value) => value switch
    {
        null => "none",
        string text => $"`{text}`",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan span => $"`{span:c}`",
        IEnumerable list => list.Cast<object>().Any() ? $"`{string.Join(",", list.Cast<object>())}`" : "none",
        IFormattable other => $"`{other.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\w+$")]
    private static partial Regex LastPart();
}

using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Gantry.Settings;

/// <summary>Reads all settings: defaults, then the configuration file, then the environment, then the command line.</summary>
public sealed class SettingsReader(IReadOnlyList<SettingsSection> sections)
{
    private readonly List<string> problems = [];

    /// <param name="file">The configuration file; null for none.</param>
    /// <param name="environment">As of <see cref="Environment.GetEnvironmentVariables()"/>.</param>
    /// <param name="overrides">"http.port" to text, from the command line.</param>
    /// <exception cref="SettingsException">Something is not understood or out of range; tells all of it at once.</exception>
    public SettingsValues Read(string? file, IDictionary environment, IReadOnlyDictionary<string, string> overrides)
    {
        Dictionary<Type, object> made = sections.ToDictionary(s => s.Options, s => s.Create());
        if (file is not null)
        {
            ApplyFile(file, made);
        }

        foreach (SettingsSection section in sections)
        {
            foreach (PropertyInfo property in section.Properties)
            {
                string variable = section.VariableOf(property);
                if (environment[variable] is string text)
                {
                    Set(made[section.Options], property, variable, type => SettingValue.FromText(type, text));
                }
            }
        }

        ApplyOverrides(overrides, made);
        foreach (SettingsSection section in sections)
        {
            problems.AddRange(section.Check(made[section.Options]));
        }

        return problems.Count == 0 ? new SettingsValues(made) : throw new SettingsException([.. problems]);
    }

    private void ApplyFile(string file, Dictionary<Type, object> made)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            foreach (JsonProperty group in json.RootElement.EnumerateObject())
            {
                SettingsSection? section = sections.FirstOrDefault(s => s.Name.Equals(group.Name, StringComparison.OrdinalIgnoreCase));
                if (section is null || group.Value.ValueKind != JsonValueKind.Object)
                {
                    problems.Add($"{file}: '{group.Name}' is not a section; there are {string.Join(", ", sections.Select(s => s.Name))}.");
                    continue;
                }

                foreach (JsonProperty setting in group.Value.EnumerateObject())
                {
                    if (Find(section, setting.Name) is { } property)
                    {
                        Set(made[section.Options], property, $"{file}: {section.KeyOf(property)}", type => SettingValue.FromJson(type, setting.Value));
                    }
                    else
                    {
                        problems.Add($"{file}: there is no setting '{group.Name}.{setting.Name}'.{Nearest(section, setting.Name)}");
                    }
                }
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            problems.Add($"{file} cannot be read: {unreadable.Message}");
        }
    }

    private void ApplyOverrides(IReadOnlyDictionary<string, string> overrides, Dictionary<Type, object> made)
    {
        foreach ((string key, string text) in overrides)
        {
            string[] parts = key.Split('.', 2);
            SettingsSection? section = sections.FirstOrDefault(s => s.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
            if (section is not null && parts.Length == 2 && Find(section, parts[1]) is { } property)
            {
                Set(made[section.Options], property, key, type => SettingValue.FromText(type, text));
            }
            else
            {
                problems.Add($"there is no setting '{key}'.{(section is null || parts.Length < 2 ? "" : Nearest(section, parts[1]))}");
            }
        }
    }

    private void Set(object options, PropertyInfo property, string name, Func<Type, object?> read)
    {
        try
        {
            property.SetValue(options, read(property.PropertyType));
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or JsonException or ArgumentException)
        {
            problems.Add($"{name}: {wrong.Message}.");
        }
    }

    private static PropertyInfo? Find(SettingsSection section, string name) =>
        section.Properties.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Nearest(SettingsSection section, string name) =>
        $" The section '{section.Name}' has {string.Join(", ", section.Properties.OrderBy(p => Distance(p.Name, name)).Take(3).Select(section.KeyOf))}{(section.Properties.Count > 3 ? " and more" : "")}.";

    /// <summary>Letters that two names do not share in order; enough to put the likeliest name first.</summary>
    private static int Distance(string a, string b)
    {
        int same = 0;
        for (int i = 0; i < a.Length && same < b.Length; i++)
        {
            if (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[same]))
            {
                same++;
            }
        }

        return a.Length + b.Length - (2 * same);
    }
}

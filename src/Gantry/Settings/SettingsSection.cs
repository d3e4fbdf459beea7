using System.Reflection;
using System.Text;

namespace Gantry.Settings;

/// <summary>One part's options record under its name in the configuration file.</summary>
public sealed class SettingsSection
{
    private SettingsSection(string name, Type options)
    {
        Name = name;
        Options = options;
        Properties = [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];
    }

    public string Name { get; }

    public Type Options { get; }

    public IReadOnlyList<PropertyInfo> Properties { get; }

    public static SettingsSection Of<T>(string name)
        where T : class, new() => new(name, typeof(T));

    /// <summary>"http.port"</summary>
    public string KeyOf(PropertyInfo property) => $"{Name}.{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}";

    /// <summary>"GANTRY_HTTP_PORT"</summary>
    public string VariableOf(PropertyInfo property)
    {
        var text = new StringBuilder("GANTRY_").Append(Name.ToUpperInvariant());
        for (int i = 0; i < property.Name.Length; i++)
        {
            bool startsWord = char.IsUpper(property.Name[i]) && (i == 0 || !char.IsUpper(property.Name[i - 1]));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(property.Name[i]));
        }

        return text.ToString();
    }
}

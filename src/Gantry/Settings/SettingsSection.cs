using System.Reflection;
using System.Text;

namespace Gantry.Settings;

/// <summary>One part's options record under its name in the configuration file.</summary>
public sealed class SettingsSection
{
    private readonly Func<object, IReadOnlyList<string>> validate;

    private SettingsSection(string name, Type options, Func<object, IReadOnlyList<string>> validate, IReadOnlyList<string> fixedNames)
    {
        Name = name;
        Options = options;
        this.validate = validate;
        Properties = [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && !fixedNames.Contains(p.Name))];
    }

    public string Name { get; }

    public Type Options { get; }

    public IReadOnlyList<PropertyInfo> Properties { get; }

    /// <param name="validate">What is wrong with the options, a line each, beginning with the property's name; empty when all is well.</param>
    /// <param name="fixedNames">Properties that the composition sets, not a person.</param>
    public static SettingsSection Of<T>(string name, Func<T, IReadOnlyList<string>> validate, params IReadOnlyList<string> fixedNames)
        where T : class => new(name, typeof(T), o => validate((T)o), fixedNames);

    /// <summary>The options with every default.</summary>
    public object Create() => Activator.CreateInstance(Options)!;

    public IEnumerable<string> Check(object options) => validate(options).Select(fault =>
    {
        int end = fault.AsSpan().IndexOfAny(" :");
        PropertyInfo? property = end < 0 ? null : Properties.FirstOrDefault(p => fault.AsSpan(0, end).SequenceEqual(p.Name));
        return property is null ? $"{Name}: {fault}" : $"{KeyOf(property)}{fault[end..]}";
    });

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

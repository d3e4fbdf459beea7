using System.CommandLine;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>The arguments by which any command finds its data folder and settings: --data, --config and --set.</summary>
public sealed class SettingsArguments
{
    private readonly Option<string> data = new("--data")
    {
        Description = "The data folder (GANTRY_DATA).",
        HelpName = "DIR",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GANTRY_DATA") is { Length: > 0 } named ? named : "./data",
    };

    private readonly Option<string?> config = new("--config") { Description = "Configuration file; gantry.json in the data folder where none is named (GANTRY_CONFIG).", HelpName = "FILE" };

    private readonly Option<string[]> set = new("--set") { Description = "Any setting, as in --set http.port=8081. The reference is docs/operate/configuration.md.", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(config);
        command.Options.Add(set);
    }

    /// <summary>The data folder of an archive that is there already.</summary>
    public DataFolder ReadExistingFolder(ParseResult parsed) => DataFolder.OpenExisting(parsed.GetValue(data)!);

    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public SettingsValues Read(ParseResult parsed, out DataFolder folder, IReadOnlyDictionary<string, string>? more = null)
    {
        folder = DataFolder.OpenOrCreate(parsed.GetValue(data)!);
        var overrides = new Dictionary<string, string>(more ?? new Dictionary<string, string>());
        foreach (string assignment in parsed.GetValue(set) ?? [])
        {
            string[] sides = assignment.Split('=', 2);
            overrides[sides[0]] = sides.Length == 2 ? sides[1] : throw new SettingsException([$"--set {assignment}: write it as NAME=VALUE."]);
        }

        string? file = parsed.GetValue(config) ?? Environment.GetEnvironmentVariable("GANTRY_CONFIG");
        if (file is null && File.Exists(folder.DefaultConfiguration))
        {
            file = folder.DefaultConfiguration;
        }

        return new SettingsReader(SettingsCatalog.Sections).Read(file, Environment.GetEnvironmentVariables(), overrides);
    }
}

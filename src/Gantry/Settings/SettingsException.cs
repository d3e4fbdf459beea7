namespace Gantry.Settings;

/// <summary>Settings that cannot be used, each told in one sentence for a person, all of them at once.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

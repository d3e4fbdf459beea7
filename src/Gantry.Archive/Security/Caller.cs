namespace Gantry.Archive.Security;

/// <summary>Who does something and from where, for the audit stream.</summary>
/// <param name="Actor">Account or token; null where nobody is known yet.</param>
/// <param name="Address">Network address, or "command line".</param>
public sealed record Caller(string? Actor, string? Address)
{
    /// <summary>A person with a shell on the machine: whoever can write the data folder is an administrator.</summary>
    public static Caller CommandLine { get; } = new(Environment.UserName, "command line");
}

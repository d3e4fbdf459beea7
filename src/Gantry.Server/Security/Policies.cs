namespace Gantry.Server.Security;

/// <summary>Names of the authorization policies that endpoints ask for. An endpoint that names none asks for <see cref="Read"/>.</summary>
public static class Policies
{
    /// <summary>Search and retrieve: roles reader and administrator, tokens with scope read.</summary>
    public const string Read = "read";

    /// <summary>Bring instances in: administrators, readers with the upload right, tokens with scope store.</summary>
    public const string Store = "store";

    /// <summary>Delete, manage accounts and settings: administrators, tokens with scope admin.</summary>
    public const string Administer = "administer";

    /// <summary>Any session, one with a password that must be changed too; no token.</summary>
    public const string Session = "session";
}

namespace Gantry.Server.Security;

/// <summary>Names of the authorization policies that endpoints ask for. Every endpoint but health and sign-in names one.</summary>
public static class Policies
{
    /// <summary>Search and retrieve: roles reader and administrator, tokens with scope read.</summary>
    public const string Read = "read";

    /// <summary>Bring instances in: administrators, readers with the upload right, tokens with scope store.</summary>
    public const string Store = "store";

    /// <summary>Delete, manage accounts and settings: administrators, tokens with scope admin.</summary>
    public const string Administer = "administer";
}

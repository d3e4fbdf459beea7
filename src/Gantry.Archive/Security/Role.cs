namespace Gantry.Archive.Security;

/// <summary>What an account is for.</summary>
public enum Role
{
    /// <summary>Searches, reads and uploads.</summary>
    Reader = 1,

    /// <summary>All that a reader may, deletes, and manages accounts, tokens and settings.</summary>
    Administrator = 2,
}

namespace Gantry.Archive.Security;

/// <summary>What a caller may do. A role has them, a token's scopes narrow them.</summary>
[Flags]
public enum Rights
{
    None = 0,
    Read = 1,
    Store = 2,
    Administer = 4,
}

namespace Gantry.Archive.Security;

public static class RoleRights
{
    /// <summary>The rights that a role has.</summary>
    public static Rights Rights(this Role role) => role switch
    {
        Role.Administrator => Security.Rights.Read | Security.Rights.Store | Security.Rights.Administer,
        Role.Reader => Security.Rights.Read | Security.Rights.Store,
        _ => Security.Rights.None,
    };
}

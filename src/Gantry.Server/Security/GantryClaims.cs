using System.Security.Claims;
using Gantry.Archive.Security;

namespace Gantry.Server.Security;

/// <summary>What the server knows of a caller, as claims.</summary>
public static class GantryClaims
{
    /// <summary>One claim for each right: a policy's name.</summary>
    public const string Right = "gantry:right";

    /// <summary>Id of the bearer token, where one was used.</summary>
    public const string Token = "gantry:token";

    /// <summary>There is a browser's session.</summary>
    public const string Session = "gantry:session";

    /// <summary>The session opens nothing but the change of the password.</summary>
    public const string MustChange = "gantry:must-change";

    /// <summary>Account name, with the token's name where a token was used: "admin", "admin (token CT 1)".</summary>
    public static string? NameOf(ClaimsPrincipal caller) => caller.Identity?.Name;

    internal static ClaimsPrincipal OfSession(Account account)
    {
        var claims = new List<Claim> { new(ClaimTypes.Name, account.Name), new(Session, "") };
        if (account.MustChangePassword)
        {
            claims.Add(new Claim(MustChange, ""));
        }
        else
        {
            AddRights(claims, account.Role.Rights());
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, "session"));
    }

    internal static ClaimsPrincipal OfToken(ApiToken token, Account account, Rights rights)
    {
        var claims = new List<Claim> { new(ClaimTypes.Name, $"{account.Name} (token {token.Name})"), new(Token, token.Id) };
        AddRights(claims, rights);
        return new ClaimsPrincipal(new ClaimsIdentity(claims, "token"));
    }

    /// <summary>The policies that a session of this account opens.</summary>
    internal static IReadOnlyList<string> RightsOf(Account account) => account.MustChangePassword ? [] : [.. Words(account.Role.Rights())];

    private static void AddRights(List<Claim> claims, Rights rights) => claims.AddRange(Words(rights).Select(w => new Claim(Right, w)));

    private static IEnumerable<string> Words(Rights rights) =>
        from pair in new[] { (Rights.Read, Policies.Read), (Rights.Store, Policies.Store), (Rights.Administer, Policies.Administer) }
        where rights.HasFlag(pair.Item1)
        select pair.Item2;
}

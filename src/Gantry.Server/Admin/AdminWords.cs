using System.Text;
using Gantry.Archive.Security;

namespace Gantry.Server.Admin;

/// <summary>The API's words for the domain's: "administrator", "read", "sign-in-failed".</summary>
internal static class AdminWords
{
    private static readonly (Rights Right, string Word)[] Scopes = [(Rights.Read, "read"), (Rights.Store, "store"), (Rights.Administer, "admin")];

    public static string Of(Role role) => role == Role.Administrator ? "administrator" : "reader";

    public static Role? RoleOf(string? word) => word switch
    {
        "administrator" => Role.Administrator,
        "reader" => Role.Reader,
        _ => null,
    };

    public static IReadOnlyList<string> ScopesOf(Rights rights) => [.. Scopes.Where(s => rights.HasFlag(s.Right)).Select(s => s.Word)];

    /// <summary>Null when there is none, or one that is not known.</summary>
    public static Rights? RightsOf(IReadOnlyList<string>? words)
    {
        Rights rights = Rights.None;
        foreach (string word in words ?? [])
        {
            Rights right = Scopes.FirstOrDefault(s => s.Word == word).Right;
            if (right == Rights.None)
            {
                return null;
            }

            rights |= right;
        }

        return rights == Rights.None ? null : rights;
    }

    /// <summary>SignInFailed as "sign-in-failed".</summary>
    public static string Of(Enum kind)
    {
        var word = new StringBuilder();
        foreach (char c in kind.ToString())
        {
            if (char.IsUpper(c) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }
}

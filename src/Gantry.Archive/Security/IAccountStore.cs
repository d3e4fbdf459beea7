namespace Gantry.Archive.Security;

/// <summary>Keeps accounts. Several processes (the server, the command line, other nodes) use one store at once and see each other's changes at once.</summary>
public interface IAccountStore
{
    Account? Find(string name);

    IReadOnlyList<Account> List();

    /// <summary>False when the name is taken.</summary>
    bool Add(Account account);

    /// <summary>Changes one account in one transaction; <paramref name="change"/> sees the stored state. Null when there is no such account.</summary>
    Account? Update(string name, Func<Account, Account> change);
}

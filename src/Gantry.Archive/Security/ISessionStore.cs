namespace Gantry.Archive.Security;

/// <summary>Keeps signed-in browsers by the hash of their cookie's secret.</summary>
public interface ISessionStore
{
    void Add(Session session, SecretHash secret);

    /// <summary>The session with its account's present state; null when there is none.</summary>
    (Session Session, Account Account)? Find(SecretHash secret);

    void Touch(SecretHash secret, DateTimeOffset seenAt);

    void End(SecretHash secret);

    /// <summary>Ends all sessions of an account.</summary>
    void EndAll(string account);

    /// <summary>Forgets sessions that began, or were last seen, before these times.</summary>
    void Prune(DateTimeOffset startedBefore, DateTimeOffset seenBefore);
}

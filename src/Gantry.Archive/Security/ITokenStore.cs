namespace Gantry.Archive.Security;

/// <summary>Keeps bearer tokens by the hash of their secret.</summary>
public interface ITokenStore
{
    void Add(ApiToken token, SecretHash secret);

    /// <summary>The token with its account's present state; null when there is none. Expired and revoked ones are found too.</summary>
    (ApiToken Token, Account Account)? Find(SecretHash secret);

    IReadOnlyList<ApiToken> List();

    /// <summary>Null when there is no token of this id; one revoked before stays as it was.</summary>
    ApiToken? Revoke(string id, DateTimeOffset at);

    void Touch(string id, DateTimeOffset usedAt);
}

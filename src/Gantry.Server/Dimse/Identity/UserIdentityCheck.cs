using System.Net;
using System.Text;
using Gantry.Archive.Security;
using Gantry.Network.Pdu;

namespace Gantry.Server.Dimse.Identity;

/// <summary>Checks the user identity of an association request (PS3.7 D.3.3.7): a name and passcode are those of an account, a JSON Web Token is signed by a key that we know.</summary>
internal sealed class UserIdentityCheck(SessionService? accounts, DimseOptions options, TimeProvider time)
{
    private const byte UserName = 1;
    private const byte UserNameAndPasscode = 2;
    private const byte JsonWebToken = 5;
    private readonly JwtVerifier? tokens = options.JwtKeyFile is { } file ? JwtVerifier.Load(file, options.JwtIssuer, options.JwtAudience, time) : null;

    public async ValueTask<IdentityAnswer> CheckAsync(UserIdentityRequest? identity, EndPoint? from, CancellationToken cancellationToken)
    {
        if (options.UserIdentity == UserIdentityPolicy.Ignore || (identity is null && options.UserIdentity == UserIdentityPolicy.Check))
        {
            return new IdentityAnswer();
        }

        switch (identity)
        {
            case null:
                return IdentityAnswer.Refused("it has shown no user identity, which is required");
            case { Type: UserNameAndPasscode } when accounts is not null:
                string name = Encoding.UTF8.GetString(identity.Primary.Span);
                Account? account = await accounts.CheckAsync(name, Encoding.UTF8.GetString(identity.Secondary.Span), (from as IPEndPoint)?.Address.ToString(), cancellationToken).ConfigureAwait(false);
                return account is null ? IdentityAnswer.Refused("user name or passcode is wrong, or the account is locked")
                    : account.MustChangePassword ? IdentityAnswer.Refused("the account's one-time password must be changed first")
                    : new IdentityAnswer(account.Name, account.Role.Rights());
            case { Type: JsonWebToken } when tokens is not null:
                return tokens.Verify(Encoding.ASCII.GetString(identity.Primary.Span), out string subject) is { } fault ? IdentityAnswer.Refused($"the JSON Web Token does not hold: {fault}") : new IdentityAnswer(subject);
            case { Type: UserName }:
                return IdentityAnswer.Refused("a user name alone proves nothing");
            default:
                return IdentityAnswer.Refused($"user identity of type {identity.Type} is not checked here");
        }
    }
}
